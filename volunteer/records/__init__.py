"""What stays of service: a member's record, certificates that can be checked, trainings, honours, words of the year."""
