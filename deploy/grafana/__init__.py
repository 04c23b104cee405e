"""The dashboard of the operators: panels, and the drawing of Grafana's file."""
