import {isLoopback} from '../facts/addresses.js';
import type {ContainerFacts, PortFacts} from '../facts/index.js';
import {hasProcesses} from '../facts/lifecycle.js';
import {answersInNetwork, answersOnAny, mayAnswer} from '../facts/listeners.js';
import {portList} from '../facts/port-runs.js';
import type {FleetEntry} from '../fleet/fleet-model.js';
import {bytes} from '../pages/words.js';
import {bracketed} from '../terminal/bracketed.js';
import {own, type SafeText, safely} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {Meter} from './meters.js';

const nothing = own('–');
const silent = own('nothing listens');

/** The addresses a container is reachable on, or who can reach it when no port is published. */
export function reachable(entry: FleetEntry): SafeText {
	const facts = entry.assessed?.facts;
	if (!facts) return own('');
	if (!hasProcesses(facts)) return nothing;
	if (facts.namespaces.network.kind === 'host') return mayAnswer(answersOnAny(facts)) ? own('host network') : silent;
	const published = facts.ports.filter(port => port.published.length > 0);
	if (published.length === 0) return reachableWithin(facts);
	const answered = published.filter(port => mayAnswer(answersInNetwork(facts, port)));
	return answered.length === 0 ? silent : sanitise(publishedWords(answered));
}

function reachableWithin({namespaces, networks}: ContainerFacts): SafeText {
	if (namespaces.network.kind === 'container') return safely`as ${namespaces.network.name}`;
	if (namespaces.network.kind === 'none') return nothing;
	const [first, ...more] = networks;
	if (!first) return nothing;
	return more.length === 0 ? first.name : safely`${first.name} +${more.length}`;
}

/** `0.0.0.0:80,443 [::] 127.0.0.1:9000-9003`: by address, the widest first; `[::]` with the same ports as `0.0.0.0` is shown without them. */
function publishedWords(ports: readonly PortFacts[]): string {
	const byAddress = new Map<string, Set<number>>();
	for (const {published} of ports)
		for (const {address, hostPort} of published) byAddress.set(address, (byAddress.get(address) ?? new Set()).add(hostPort));
	const v4 = portList(byAddress.get('0.0.0.0') ?? []);
	return [...byAddress]
		.toSorted(([a], [b]) => narrowness(a) - narrowness(b))
		.map(([address, numbers]) => {
			const list = portList(numbers);
			if (address === '::' && list === v4) return '[::]';
			return `${bracketed(address)}:${list}`;
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
