"""What one row must look like: columns, kinds, units, ranges, categories and roles."""

from penstock.contract.columns import Column, Contract, Kind, Role, Task

__all__ = ["Column", "Contract", "Kind", "Role", "Task"]
