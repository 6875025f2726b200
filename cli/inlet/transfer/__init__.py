"""Files on their way: promised, sent whole or in parts, resumed, given up."""
