import {mayNameSecret} from './secret-names.js';

/**
 * Name and value as arguments of a call or next to each other in data: `define('DB_PASSWORD', '…')`, PHP's `s:8:"password";s:4:"…"`,
 * `{"name": "DB_PASSWORD", "value": "…"}`, `ParameterKey=DBPassword,ParameterValue=…`.
 */
const nameThenValue =
	/((?:\(\s?\\?["']|;?s:\d{1,6}:\\?["']|(?:name|key)\\?["']?\s?[:=]\s?\\?["']?)([\p{L}_][\p{L}\p{N}_.-]{1,80})\\?["']?\s?(?:[,;]\s{0,20}(?:s:\d{1,6}:|\\?["']?(?:parameter)?value\\?["']?\s?[:=]\s?)?|\s{1,20}value\s?:\s?)\\?["']?)([^"'\\\s,;){}]{1,2000})/giu;
/** `.withPassword("…")`; `getPassword("db")` names a secret. */
const setter = /(\b(?:set|with)_?([A-Za-z]\w{1,80})\(\s?\\?["'])([^"'\\\s]{1,2000})(?=\\?["']\s?\))/g;
/** @param isSecret  by name and value */
export function maskPairs(text: string, mask: string, isSecret: (name: string, value: string) => boolean): string {
	if (!/[=:(]/.test(text) || !mayNameSecret(text)) return text;
	return text
		.replace(nameThenValue, (whole, kept: string, name: string, value: string) =>
			(/["']$/.test(kept) || /value/i.test(kept)) && isSecret(name, value) ? kept + mask : whole,
		)
		.replace(setter, (whole, kept: string, name: string, value: string) => (isSecret(name, value) ? kept + mask : whole));
}
