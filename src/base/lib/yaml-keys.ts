import {type Document, isScalar, type Scalar, visit} from 'yaml';

/** Keys that their mapping has already. They are the same when they are written the same: 5.1 and 5.10 are one number, but two CIS ids. */
export function repeatedKeys(document: Document): readonly Scalar[] {
	const repeated: Scalar[] = [];
	visit(document, {
		Map(_, {items}) {
			const seen = new Set<string>();
			for (const {key} of items) {
				if (!isScalar(key)) continue;
				const name = nameOf(key);
				if (seen.has(name)) repeated.push(key);
				seen.add(name);
			}
		},
	});
	return repeated;
}

/** A scalar as a name: text, or a number as it was written. */
export const nameOf = ({value, source}: Scalar): string =>
	typeof value === 'number' ? (source ?? String(value)) : String(value);
