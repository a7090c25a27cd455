/** The same map to whoever reads it; tells when somebody looks into it. Handing it on tells nothing. */
export function watchedMap<K, V>(map: ReadonlyMap<K, V>, onLook: () => void): ReadonlyMap<K, V> {
	const looked = () => {
		onLook();
		return map;
	};
	return {
		get size() {
			return looked().size;
		},
		get: key => looked().get(key),
		has: key => looked().has(key),
		forEach: (callback, self) => looked().forEach(callback, self),
		entries: () => looked().entries(),
		keys: () => looked().keys(),
		values: () => looked().values(),
		[Symbol.iterator]: () => looked()[Symbol.iterator](),
	};
}
