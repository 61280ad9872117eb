"""Official documents 公文: what each of them says of a petition. How it looks is a template's business."""
