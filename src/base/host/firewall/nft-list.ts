import {type Known, known, unknown} from '../../answers/index.js';
import {isRecord} from '../../answers/value.js';
import type {Chain, Hook} from '../../facts/index.js';
import {sanitise} from '../../text/safe-text.js';
import {nftRules} from './nft-rule.js';

const families = new Set(['ip', 'ip6', 'inet', 'netdev', 'bridge']);
const hooks = new Set(['ingress', 'prerouting', 'input', 'forward', 'postrouting', 'egress']);

/** Objects of a listing that are looked at; no real ruleset has more. */
const MAX_OBJECTS = 300_000;

/**
 * Reads what `nft -j list ruleset` prints.
 *
 * @param isTerse  it was listed with `-t`, which leaves out the elements of sets and maps
 * @param isListed  whether a table is known from iptables already, which shows more of it
 * @source libnftables-json(5)
 */
export function parseNftRuleset(
	text: string,
	isTerse: boolean,
	isListed: (family: string, table: string) => boolean = () => false,
): Known<readonly Chain[]> {
	const objects = objectsOf(text);
	if (objects === null) return unknown('host:firewall', 'nft -j list ruleset: it is not a list of rules');
	if (objects.length > MAX_OBJECTS) return unknown('host:firewall', `nft -j list ruleset: more than ${MAX_OBJECTS} rules`);
	/** Their elements, `null` where the listing omits them. */
	const sets = new Map<string, readonly unknown[] | null>();
	const chains = new Map<string, Chain & {rules: Chain['rules'][number][]}>();
	// The kernel enters no chain of such a table.
	const dormant = new Set(
		objects.flatMap(([kind, {family, name, flags}]) =>
			kind === 'table' && [flags].flat().includes('dormant') ? [`${family} ${name}`] : [],
		),
	);
	for (const [kind, object] of objects) {
		const {family, table} = object;
		if (typeof family !== 'string' || typeof table !== 'string') continue;
		const place = `${family} ${table}`;
		if (kind === 'set' || kind === 'map') {
			const {elem} = object;
			sets.set(`${place} ${String(object['name'])}`, Array.isArray(elem) ? elem : isTerse ? null : []);
		} else if (kind === 'chain' && families.has(family) && !isListed(family, table) && !dormant.has(place)) {
			chains.set(`${place} ${String(object['name'])}`, {...chainOf(family as Chain['family'], table, object), rules: []});
		} else if (kind === 'rule') {
			const chain = chains.get(`${place} ${String(object['chain'])}`);
			chain?.rules.push(...nftRules(object['expr'], name => sets.get(`${place} ${name}`) ?? null));
		}
	}
	return known([...chains.values()]);
}

function objectsOf(text: string): [string, Record<string, unknown>][] | null {
	try {
		const answer: unknown = JSON.parse(text);
		const list = isRecord(answer) ? answer['nftables'] : null;
		if (!Array.isArray(list)) return null;
		return list.flatMap(one =>
			isRecord(one)
				? Object.entries(one).flatMap(([kind, object]): [string, Record<string, unknown>][] =>
						isRecord(object) ? [[kind, object]] : [],
					)
				: [],
		);
	} catch {
		// Cut off, or of another program.
		return null;
	}
}

function chainOf(family: Chain['family'], table: string, chain: Record<string, unknown>): Omit<Chain, 'rules'> {
	const {prio, policy, type, dev, name} = chain;
	// What is forwarded to a bridge comes out of the host there.
	const hook = family === 'bridge' && chain['hook'] === 'output' ? 'postrouting' : chain['hook'];
	const devices = Array.isArray(dev) ? dev : dev === undefined ? [] : [dev];
	return {
		table: sanitise(`nft ${family} ${table}`),
		family,
		name: sanitise(String(name)),
		base:
			typeof hook === 'string' && hooks.has(hook)
				? {
						hook: (hook === 'egress' ? 'postrouting' : hook) as Hook,
						priority: typeof prio === 'number' ? prio : 0,
						drops: policy === 'drop',
						nat: type === 'nat',
						devices: devices.map(device => sanitise(String(device))),
					}
				: null,
	};
}
