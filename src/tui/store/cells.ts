import {
	bracketed,
	type ContainerFacts,
	groupBy,
	hasProcesses,
	isFromOutside,
	isLoopback,
	type PortReach,
	portList,
	type SafeText,
	safe,
	sanitise,
	trusted,
	widestReach,
} from '../../base/index.js';
import type {AssessedContainer, FleetEntry} from '../../judge/index.js';
import {isOnLink} from '../pages/network-places.js';
import {bytes} from '../pages/words.js';
import type {Meter} from './meters.js';

const nothing = trusted('–');

/**
 * Who can reach a container: the addresses on which that is possible, each with `?` where the firewall or the sockets were not seen; else
 * why no one can, or its networks when it publishes nothing.
 */
export function reachable({assessed}: Pick<FleetEntry, 'assessed'>): SafeText {
	if (!assessed) return trusted('');
	const {facts, reach, outside} = assessed;
	if (!hasProcesses(facts)) return nothing;
	if (facts.namespaces.network.kind === 'host') return onHostNetwork(reach, outside);
	const published = reach.filter(({at}) => at !== null);
	const reached = published.filter(one => isFromOutside(one) || one.from === 'this-host');
	if (reached.length > 0) return sanitise(addressWords(reached, assessed));
	if (published.length > 0) return whyNoOne(published);
	const routed = reach.filter(({from}) => from === 'routed');
	return routed.length > 0 ? safe`routed: ${trusted(portList(routed.map(({port}) => port.port)))}` : reachableWithin(facts);
}

/** `host network`, with `only 10.0.0.0/8` or `?` where that is all that is known. */
function onHostNetwork(reach: readonly PortReach[], outside: AssessedContainer['outside']): SafeText {
	if (outside === null) {
		const local = reach.some(({from}) => from === 'this-host');
		return local && !reach.some(({from}) => from === 'firewall-closed') ? trusted('this host only') : whyNoOne(reach);
	}
	const widest = widestReach(reach);
	if (widest?.from === 'some-sources') return safe`host network ${trusted(onlyWords(widest))}`;
	return trusted(widest === null || widest.unseen.length > 0 ? 'host network?' : 'host network');
}

const onlyWords = ({onlyFor}: PortReach): string => `only ${onlyFor ?? 'certain sources'}`;

/** As narrow as the column: pages say it in full. */
function whyNoOne(reach: readonly PortReach[]): SafeText {
	if (reach.some(({from}) => from === 'firewall-closed')) return trusted('closed by firewall');
	return trusted(reach.some(({from}) => from === 'itself') ? 'on loopback only' : 'nothing listens');
}

function reachableWithin({namespaces, networks}: ContainerFacts): SafeText {
	if (namespaces.network.kind === 'container') return safe`as ${namespaces.network.name}`;
	if (namespaces.network.kind === 'none') return nothing;
	const [first, ...more] = networks;
	if (!first) return nothing;
	return more.length === 0 ? first.name : safe`${first.name} +${more.length}`;
}

/**
 * `0.0.0.0:80,443 [::] 127.0.0.1:9000-9003`: by address, the widest first; `[::]` with the same ports as `0.0.0.0` is shown without them.
 * `0.0.0.0:8080 only 10.0.0.0/8` and `0.0.0.0:8080?` are for these ports; `127.0.0.1:9000 LAN` is open to the local network too, as engines before
 * 28 have it.
 */
function addressWords(reach: readonly PortReach[], assessed: AssessedContainer): string {
	const restriction = (one: PortReach) => {
		if (isOnLink(assessed, one)) return ' LAN';
		if (one.from === 'some-sources') return ` ${onlyWords(one)}`;
		return one.unseen.length > 0 && one.from !== 'this-host' ? '?' : '';
	};
	const places = reach.flatMap(one =>
		one.at === null ? [] : [{...one.at, address: one.at.address || '0.0.0.0', than: restriction(one)}],
	);
	const groups = groupBy(places, ({address, than}) => `${address} ${than}`);
	const listOf = (members: typeof places) => portList(members.map(({hostPort}) => hostPort));
	const v4 = new Map(
		[...groups.values()].flatMap(members =>
			members[0]?.address === '0.0.0.0' ? [[members[0].than, listOf(members)] as const] : [],
		),
	);
	return [...groups.values()]
		.toSorted(([a], [b]) => narrowness(a?.address ?? '') - narrowness(b?.address ?? ''))
		.map(members => {
			const {address, than} = members[0] ?? {address: '', than: ''};
			const list = listOf(members);
			if (address === '::' && list === v4.get(than)) return '[::]';
			return `${bracketed(address)}:${list}${than}`;
		})
		.join(' ');
}

/** A narrow column is cut at the end, so addresses that everyone can reach come before local ones. */
function narrowness(address: string): number {
	if (address === '0.0.0.0') return 0;
	if (address === '::') return 1;
	return isLoopback(address) ? 3 : 2;
}

/** `3%`, tenths below one so that idle and busy differ. */
export function cpuWords(meter: Meter | undefined): SafeText {
	if (!meter || meter.cpu === null) return nothing;
	return sanitise(`${meter.cpu < 10 ? meter.cpu.toFixed(1) : Math.round(meter.cpu)}%`);
}

/** `410M` */
export const memoryWords = (meter: Meter | undefined): SafeText =>
	meter && meter.memory !== null ? bytes(meter.memory) : nothing;

/** The image name in short form: a bare digest is abbreviated. */
export function imageWords(image: SafeText): SafeText {
	return sanitise(image.replace(/(sha256:[0-9a-f]{4})[0-9a-f]{60}/, '$1…').replace(/^sha256:([0-9a-f]{12})[0-9a-f]+$/, '$1'));
}
