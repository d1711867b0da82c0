"""What the server and the child that speaks for it call things by."""

# Follows a script's name: its sound is complete.
DONE = ".done"
# Stands where a voice's name would: what follows is the digest of a recording.
RECORDING = "recording"
