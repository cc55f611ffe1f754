"""What a person sees while work goes on: progress and colours. Observers only; nothing here changes what happens."""
