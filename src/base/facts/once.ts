/** What `make` gives, made when it is first asked for; if it throws, it is asked again. */
export function once<T>(make: () => T): () => T {
	let made: {readonly value: T} | null = null;
	return () => {
		made ??= {value: make()};
		return made.value;
	};
}
