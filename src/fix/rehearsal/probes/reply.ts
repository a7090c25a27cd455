import {ownValue, type SafeText} from '../../../base/index.js';

/**
 * What a reply of a twin is.
 *
 * - `served`: its work: a page (HTTP 2xx, also at the end of redirects), PONG, a search result. Only this counts.
 * - `greeted`: it speaks its protocol, but was asked for no work yet: a handshake, a list of features.
 * - `login`: it wants a login: HTTP 401 and 403, a page with a password field, `NOAUTH`, a protocol that begins with a login.
 * - `client-error`: it answered that this is not there or not allowed: HTTP 4xx, DNS REFUSED.
 * - `server-error`: it could not do its work: HTTP 5xx, DNS SERVFAIL.
 * - `elsewhere`: it redirects to another host, port or scheme.
 * - `silent`: no reply that is understood. `closed`, `refused`: it closed the connection, nothing listens.
 */
export const replyKinds = [
	...(['served', 'greeted', 'login', 'client-error', 'server-error', 'elsewhere'] as const),
	...(['silent', 'closed', 'refused'] as const),
] as const;
export type ReplyKind = (typeof replyKinds)[number];

/** Kinds without an answer. */
export const isAnswer = (kind: ReplyKind): boolean => kind !== 'silent' && kind !== 'closed' && kind !== 'refused';

export type Reply = {
	readonly kind: ReplyKind;
	/** Its name in the table, `TLS/HTTP` if it goes through TLS; `null` when none was recognised. */
	readonly protocol: string | null;
	/** Short and exact: `GET / → 502`, `Redis PING → PONG`. Empty without an answer. */
	readonly text: SafeText;
};
/** By port: `tcp/80`. */
export type Replies = ReadonlyMap<string, Reply>;

/** Whether two twins replied the same way. Statuses are compared by class: one may say 301 and the other 302. */
export const isSameReply = (a: Reply, b: Reply): boolean =>
	a.kind === b.kind && a.protocol === b.protocol && (a.kind !== 'served' || shapeOf(a) === shapeOf(b));

const shapeOf = ({text}: Reply): string => text.replace(/→ (\d)\d\d\b/g, '→ $1xx');

/** What a reply means, as a table of protocols says it. */
export type Meaning = {readonly kind: ReplyKind /** After the arrow; empty for none. */; readonly says: string};

/** The same meaning whatever the outcome, which is shown if it is readable. */
export const always =
	(kind: ReplyKind) =>
	(found = ''): Meaning => ({kind, says: readable(found)});

/** @source RFC 9110, 15 */
export function byStatus(found = ''): Meaning {
	const status = Number(found);
	if (status >= 500) return {kind: 'server-error', says: found};
	if (status === 401 || status === 403 || status === 407) return {kind: 'login', says: found};
	return {kind: status >= 400 ? 'client-error' : 'served', says: found};
}

/** By the outcome of a dialogue; an outcome that is not listed has the kind `other`. */
export const byOutcome =
	(outcomes: Readonly<Record<string, readonly [kind: ReplyKind, says: string]>>, other: ReplyKind = 'client-error') =>
	(found = ''): Meaning => {
		const [kind, says] = ownValue(outcomes, found) ?? [other, readable(found)];
		return {kind, says};
	};

const readable = (found: string): string =>
	/^[ -~]*$/.test(found) ? found.slice(0, 60) : `0x${Buffer.from(found.slice(0, 30), 'latin1').toString('hex')}`;
