"""The petitioner's query: number and query code show days, status and the published reply, and nothing else."""
