import {bracketed, groupBy, type PortFacts, type PortReach, reachWords} from '../../base/index.js';
import type {AssessedContainer} from '../../judge/index.js';

/** From where a place is reached; `on-link`: from the local network too, although it is published on loopback. */
export type ReachedFrom = PortReach['from'] | 'on-link';

/** Docker before 28 lets a machine on the same segment reach what is published on loopback of IPv4. */
export const isOnLink = ({verdicts}: Pick<AssessedContainer, 'verdicts'>, {from, at}: PortReach): boolean =>
	from === 'this-host' &&
	at !== null &&
	!at.address.startsWith('::1') &&
	verdicts.some(({rule, verdict}) => rule === 'container-loopback-reach' && verdict === 'fail');

/** Where a container is reached in this way: an entry for each port and address, with what is not certain about it. */
export function placeWords(assessed: AssessedContainer, from: readonly ReachedFrom[]): readonly string[] {
	const {facts, reach, outside} = assessed;
	const isHost = facts.namespaces.network.kind === 'host';
	if (isHost && outside?.by === 'host-network' && outside.ports.length === 0)
		return from.includes('any-network') ? ["the host's network: every port it opens ?"] : [];
	const places = reach.filter(
		one => from.includes(isOnLink(assessed, one) ? 'on-link' : one.from) && (one.at !== null || one.from === 'routed'),
	);
	return [...groupBy(places, suffixOf)].flatMap(([suffix, same]) =>
		publishedRuns(samePort(same)).map(run => `${published(run)}${isHost ? " on the host's network" : ''}${suffix}`),
	);
}

/** Whether it is marked with `?`: who is on this host does not depend on what was not seen. */
const isUncertain = ({from, unseen}: PortReach): boolean => unseen.length > 0 && from !== 'this-host';

/** What was not seen of some containers: what the marks mean. */
export function uncertaintyWords(containers: readonly AssessedContainer[]): string | null {
	const unseen = containers.flatMap(({reach, outside}) => [
		...reach.filter(isUncertain).flatMap(one => one.unseen.map(({what}) => what)),
		...(outside?.by === 'host-network' && outside.ports.length === 0 ? ['sockets'] : []),
	]);
	const parts = [...new Set(unseen)].toSorted();
	return parts.length === 0 ? null : `? ${parts.join(' and ')} not seen: fewer may get in`;
}

/** What the title of the group leaves open. */
function suffixOf(reach: PortReach): string {
	const isSaid = reach.from === 'any-network' || reach.from === 'address' || reach.from === 'this-host';
	if (!isSaid) return `: ${reachWords(reach)}`;
	return isUncertain(reach) ? ' ?' : '';
}

/** The ports of some places, each with the addresses that are among these. */
function samePort(places: readonly PortReach[]): readonly PortFacts[] {
	return [...groupBy(places, ({port}) => port).entries()].map(([port, its]) => ({
		...port,
		published: its.flatMap(({at}) => (at === null ? [] : [at])),
	}));
}

/** Ports that follow one another inside and outside are one line: a range of a thousand would hide everything else. */
function publishedRuns(ports: readonly PortFacts[]): readonly (readonly PortFacts[])[] {
	const runs: PortFacts[][] = [];
	const latest = new Map<string, PortFacts[]>();
	for (const port of ports) {
		const run = latest.get(port.protocol);
		if (run && follows(run.at(-1), port)) run.push(port);
		else {
			const begun = [port];
			runs.push(begun);
			latest.set(port.protocol, begun);
		}
	}
	return runs.flatMap(run => (run.length > 2 ? [run] : run.map(port => [port])));
}

function follows(before: PortFacts | undefined, port: PortFacts): boolean {
	if (before?.port !== port.port - 1 || before.protocol !== port.protocol) return false;
	if (before.service !== null || port.service !== null || before.published.length !== port.published.length) return false;
	return before.published.every(({address, hostPort}, index) => {
		const next = port.published[index];
		return next?.address === address && next.hostPort === hostPort + 1;
	});
}

function published(run: readonly PortFacts[]): string {
	const [first] = run;
	if (first === undefined) return '';
	const range = (from: number) => (run.length === 1 ? String(from) : `${from}-${from + run.length - 1}`);
	const addresses = first.published
		.map(({address, hostPort}) => `${bracketed(address || '0.0.0.0')}:${range(hostPort)}`)
		.join(' ');
	return `${addresses === '' ? 'its own address' : addresses} → ${range(first.port)}/${first.protocol}${first.service === null ? '' : ` (${first.service})`}`;
}
