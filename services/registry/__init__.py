"""The register: awardees, decisions, certificates, presentation, plan targets, and what the public may look up."""
