"""The strip diagram (sơ đồ duỗi thẳng): a project's line pulled straight, both sides along it."""
