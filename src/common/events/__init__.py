"""Events that applications send: how they travel, how they are kept, and under which keys."""
