"""Plans: who should be asked for which place in a window, looked at before anybody is asked."""
