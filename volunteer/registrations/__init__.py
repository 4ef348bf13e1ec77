"""报到: members register with the site where they live, teams with the site their organ is paired with."""
