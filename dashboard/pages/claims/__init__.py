"""The Claims page: what people say, what data or model can say of it, and which assumption would change that."""
