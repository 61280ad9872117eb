"""Official documents 公文 as PDF: what the domain says of a petition, set by a template, with what proves it."""
