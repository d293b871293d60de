"""Every command of ``csi`` and what it prints. No work is done here."""
