import {
	type ContainerFacts,
	isLoopback,
	isWildcard,
	membersOfRuns,
	type PortFacts,
	type Publication,
	sanitise,
} from '../../base/index.js';
import {publications, publishValues} from './options/network-options.js';
import {flag, option, type RunOption, sameOption} from './run-option.js';

type Options = {readonly remove: readonly RunOption[]; readonly add: readonly RunOption[]};

/**
 * The ports of a container published otherwise. Those that were typed as a range are one option: the rest of it is published as before.
 * A container that uses the network of another publishes nothing itself: docker refuses `-p` there.
 *
 * @param renew  the publications of a port instead of one that was typed, or that `-P` made; none: it is published no longer
 */
function republished(
	container: ContainerFacts,
	ports: readonly PortFacts[],
	renew: (publication: Publication, port: PortFacts) => readonly Publication[],
): Options {
	const {typed, rest} = asTyped(container, ports);
	const bindings = portBindings(container);
	const byAll = container.publishAll ? ports.filter(port => (bindings[nameOf(port)] ?? []).length === 0) : [];
	const changed = [
		...typed.filter(one => !rest.includes(one)),
		...byAll.flatMap(port => port.published.map(({address, hostPort}) => publicationOf(port, address, String(hostPort)))),
	];
	const renewed = changed.flatMap(one => {
		const port = ports.find(each => String(each.port) === one.port && each.protocol === one.protocol);
		return port === undefined ? [] : renew(one, port);
	});
	const remove = [...optionsOf(typed), ...(byAll.length > 0 ? [flag('--publish-all')] : [])];
	if (!publishesItself(container)) return {remove, add: []};
	const add = [...optionsOf(renewed), ...optionsOf(rest)];
	const stays = (one: RunOption, others: readonly RunOption[]) => others.some(other => sameOption(one, other));
	return {remove: remove.filter(one => !stays(one, add)), add: add.filter(one => !stays(one, remove))};
}

const nameOf = ({port, protocol}: PortFacts): string => `${port}/${protocol}`;
const publicationOf = ({port, protocol}: PortFacts, address: string, hostPort: string): Publication => ({
	port: String(port),
	protocol,
	address,
	hostPort,
});

/** The publications of the ranges in which `ports` were typed, and those of them that are of other ports. */
function asTyped(container: ContainerFacts, ports: readonly PortFacts[]): {typed: Publication[]; rest: Publication[]} {
	const all = publications(portBindings(container));
	const isWanted = ({port, protocol}: Publication): boolean =>
		ports.some(wanted => String(wanted.port) === port && wanted.protocol === protocol);
	const typed = membersOfRuns(all)
		.filter(members => members.some(isWanted))
		.flat();
	return {typed, rest: typed.filter(one => !isWanted(one))};
}

const portBindings = ({raw}: ContainerFacts) => raw.HostConfig?.PortBindings ?? {};
const publishesItself = ({namespaces}: ContainerFacts): boolean => namespaces.network.kind !== 'container';

/** Published no longer. */
export const unpublished = (container: ContainerFacts, ports: readonly PortFacts[]): Options =>
	republished(container, ports, () => []);

/** For this host only. What is published for one address stays so where the port is also published on every one. */
export const onLoopback = (container: ContainerFacts, ports: readonly PortFacts[]): Options =>
	republished(container, ports, (one, {reach}) => {
		const narrows = reach === 'wildcard' ? one.address === '' || isWildcard(one.address) : !isLoopback(one.address);
		return [narrows ? {...one, address: '127.0.0.1'} : one];
	});

/** Without IPv6. */
export const onIpv4 = (container: ContainerFacts, ports: readonly PortFacts[]): Options =>
	republished(container, ports, one => [one.address === '' || one.address.includes(':') ? {...one, address: '0.0.0.0'} : one]);

/** On the same addresses under other numbers; a port that the engine picks stays so. */
export const renumbered = (
	container: ContainerFacts,
	ports: readonly PortFacts[],
	renumber: (hostPort: number) => number,
): Options =>
	republished(container, ports, one => [
		/^\d+$/.test(one.hostPort) ? {...one, hostPort: String(renumber(Number(one.hostPort)))} : one,
	]);

const optionsOf = (all: readonly Publication[]): RunOption[] =>
	[...new Set(publishValues(all))].map(value => option('--publish', sanitise(value)));
