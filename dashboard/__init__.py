"""The dashboard: what people see of stored runs, in a browser."""
