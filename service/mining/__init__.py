"""The register for process mining 流程挖掘: the acts on petitions as XES and as OCEL 2.0, without what is personal."""
