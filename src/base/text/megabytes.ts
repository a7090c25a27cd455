import {type SafeText, safe, trusted} from './safe-text.js';

/** `41 MB`, `0.3 MB`; as sizes of downloads are given, in powers of ten; `unknown size` for `null`. */
export function inMegabytes(bytes: number | null): SafeText {
	if (bytes === null) return trusted('unknown size');
	return safe`${bytes < 10_000_000 ? Math.round(bytes / 100_000) / 10 : Math.round(bytes / 1_000_000)} MB`;
}
