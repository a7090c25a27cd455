import {MASK} from './secrets.js';

/** Length of the prefix used to look secrets up: shorter ones would mask half of a page. */
const lead = 6;

/**
 * Masks each of the secrets wherever it occurs in a text. One pass over their prefixes instead of one pass per secret: an
 * environment may hold ten thousand.
 *
 * @param secrets  of at least six characters; shorter ones are not masked
 */
export function literalMask(secrets: readonly string[]): (text: string) => string {
	const byLead = groupByLead(secrets);
	return text => (byLead.size === 0 ? text : maskLiterals(text, byLead));
}

function maskLiterals(text: string, byLead: ReadonlyMap<string, readonly string[]>): string {
	let masked = '';
	let copied = 0;
	for (let at = 0; at + lead <= text.length; at += 1) {
		const found = byLead.get(text.slice(at, at + lead))?.find(secret => text.startsWith(secret, at));
		if (found === undefined) continue;
		masked += text.slice(copied, at) + MASK;
		copied = at + found.length;
		at = copied - 1;
	}
	return copied === 0 ? text : masked + text.slice(copied);
}

/** Longest first, so that of two with a common prefix the whole one is matched. */
function groupByLead(secrets: readonly string[]): ReadonlyMap<string, readonly string[]> {
	const groups = new Map<string, string[]>();
	for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
		if (secret.length < lead) continue;
		const key = secret.slice(0, lead);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [secret]);
		else group.push(secret);
	}
	return groups;
}
