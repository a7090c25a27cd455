/** The number in a JSON value, which protobuf writes as text from 64 bits on; NaN for anything else. @source protobuf.dev, ProtoJSON */
export const protobufNumber = (value: unknown): number =>
	typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
