"""双报到: members register with the site where they live and the one their organ is paired with."""
