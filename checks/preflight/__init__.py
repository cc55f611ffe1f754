"""The checks of preflight: functions from frozen facts to results, one file for each group."""
