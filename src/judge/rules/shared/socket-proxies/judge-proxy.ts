import type {BlindSpot} from '../../../../base/index.js';
import {fromInspect} from '../../rule.js';
import type {Evidence} from '../../verdict.js';
import {socketDoubts} from '../judge-mounts.js';
import {proxyOf, reachesEngine} from './products.js';
import {neighbours, type ProxyProduct, type ProxyScope, type Reading} from './proxy.js';
import {allowsGain, control, operation, readings} from './requests.js';

/** What the clients of a proxy gain; the best that any of them has. */
export type ProxyAccess = {
	readonly product: ProxyProduct | null;
	/** Requests that change something: of whom, and what they give. */
	readonly writes: Finding | null;
	/** Requests that only read, and give away what containers hold. */
	readonly reads: Finding | null;
	/** Why more may be allowed. */
	readonly unread: readonly BlindSpot[];
	readonly evidence: readonly Evidence[];
};
type Finding = {readonly detail: string; readonly isControl: boolean; readonly evidence: readonly Evidence[]};

/** `null` for a container that passes no API on. */
export function proxyAccess(scope: ProxyScope): ProxyAccess | null {
	const {container} = scope;
	if (!reachesEngine(scope)) return null;
	const image = fromInspect('Config.Image', container.image);
	const product = proxyOf(container);
	if (product === null) {
		// A container that has the socket and serves the port of the API passes the API on.
		const serves = container.ports.some(({port}) => port === 2375 || port === 2376);
		if (!serves || !container.mounts.some(({runtimeSocket}) => runtimeSocket !== null)) return null;
		const all = {detail: `exposes the API to ${neighbours(container)}`, isControl: true, evidence: [image]};
		return {product, writes: all, reads: null, unread: [], evidence: [image]};
	}
	const reading = product.read(scope);
	return {
		product,
		writes: writesOf(reading),
		reads: readsOf(reading),
		unread: [...unreadOf(reading), ...socketDoubts(container)],
		evidence: [image, ...reading.grants.flatMap(({evidence}) => evidence)],
	};
}

function writesOf({grants}: Reading): Finding | null {
	for (const gain of [control, operation]) {
		const open = grants.filter(({allows}) => allowsGain(allows, gain) === true);
		if (open.length > 0)
			return {
				detail: `allows ${gain.words} to ${open.map(({to}) => to).join(', ')}`,
				isControl: gain === control,
				evidence: open.flatMap(({evidence}) => evidence),
			};
	}
	return null;
}

function readsOf({grants}: Reading): Finding | null {
	const found = grants.flatMap(grant => {
		const words = readings.filter(gain => allowsGain(grant.allows, gain) === true).map(gain => gain.words);
		return words.length === 0 ? [] : [{grant, text: `gives ${words.join(', ')} to ${grant.to}`}];
	});
	return found.length === 0
		? null
		: {
				detail: found.map(({text}) => text).join('; '),
				isControl: false,
				evidence: found.flatMap(({grant}) => grant.evidence),
			};
}

function unreadOf({grants, unread}: Reading): BlindSpot[] {
	const unclear = grants.filter(({allows}) => [control, operation, ...readings].some(gain => allowsGain(allows, gain) === null));
	return [
		...(unread === null ? [] : [unread]),
		...unclear.map(({to}) => ({source: 'inspect', reason: `a pattern of the requests allowed to ${to} cannot be read`})),
	];
}
