"""What an organizer makes sure of before a project is published: the list, kept by brigades."""
