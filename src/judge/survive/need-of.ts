import {
	type Capability,
	type ContainerFacts,
	callAccess,
	capabilityNames,
	type EngineFacts,
	type HostFacts,
	type Known,
	type SafeText,
	safe,
	sanitise,
	trusted,
} from '../../base/index.js';
import {condition, either, hostCapability, hostUid0, ownCapability} from '../rules/dangers/needs.js';
import type {Need} from '../rules/dangers/use.js';
import type {EscapeEntry} from './escape-table.js';

export type Exposed = {
	readonly container: ContainerFacts;
	readonly engine: EngineFacts;
	readonly host: HostFacts | null;
};

/** What a process in the container must have for a flaw, for `decideUse`. */
export const needsOf = ({needs = []}: EscapeEntry, exposed: Exposed): readonly Need[] =>
	needs.map(terms => {
		const [first, ...others] = terms.map(term => needOf(term, exposed));
		if (first === undefined) return unknownTerm(terms.join());
		return others.length === 0 ? first : either(...[first, ...others].map(one => [one]));
	});

function needOf(term: string, exposed: Exposed): Need {
	const {container, engine} = exposed;
	const [kind = '', name = ''] = term.split(':');
	switch (kind) {
		case 'cap': {
			const capability = capabilityNames.find(one => one === name);
			return capability === undefined ? unknownTerm(term) : capabilityNeed(capability);
		}
		case 'userns':
			return userNamespaces(exposed);
		case 'call':
		case 'socket':
			return name === 'io_uring_setup' ? ioUring(exposed) : byFilter(term, container, engine);
		default:
			return conditions[term]?.(exposed) ?? unknownTerm(term);
	}
}

const unknownTerm = (term: string): Need => condition('unknown', safe`whether it has ${sanitise(term)} is not known`);

/** eBPF asks for its capabilities in the first user namespace. @source linux kernel/bpf/syscall.c, bpf_capable */
const capabilityNeed = (capability: Capability): Need =>
	capability === 'BPF' ? hostCapability(capability) : ownCapability(capability);

function byFilter(probe: string, container: ContainerFacts, engine: EngineFacts): Need {
	const {reachable, why} = callAccess(probe, container, engine);
	return condition(reachable, why);
}

const holdsIf = (holds: boolean | null, whyNot: string): Need =>
	condition(
		holds === null ? 'unknown' : holds ? 'yes' : 'no',
		trusted(holds === null ? `whether ${whyNot} is not known` : whyNot),
	);

/** The filter first, then what the host allows to those who are not its root. @source user_namespaces(7), namespaces(7); Debian's and Ubuntu's kernels */
function userNamespaces(exposed: Exposed): Need {
	const {container, engine, host} = exposed;
	const sysctl = (name: string) => host?.sysctls[name];
	if (sysctl('user.max_user_namespaces') === '0') return condition('no', trusted('user.max_user_namespaces is 0 on the host'));
	// Asked for only of those without CAP_SYS_ADMIN, which some of its processes may have.
	if (sysctl('kernel.unprivileged_userns_clone') === '0' && !container.capabilities.granted.has('SYS_ADMIN'))
		return condition('no', trusted('kernel.unprivileged_userns_clone is 0 on the host'));
	return byFilter('userns', container, engine);
}

/** @source Documentation/admin-guide/sysctl/kernel.rst, io_uring_disabled: 2 for all */
function ioUring({container, engine, host}: Exposed): Need {
	return host?.sysctls['kernel.io_uring_disabled'] === '2'
		? condition('no', trusted('kernel.io_uring_disabled is 2 on the host'))
		: byFilter('call:io_uring_setup', container, engine);
}

export const runtimeOf = ({container, engine}: Pick<Exposed, 'container' | 'engine'>): SafeText =>
	container.runtime || engine.defaultRuntime || trusted('');
const usesRuntime = (exposed: Exposed, pattern: RegExp, name: string): Need =>
	holdsIf(runtimeOf(exposed) === '' ? null : pattern.test(runtimeOf(exposed)), `it does not run under ${name}`);
const known = <T>(fact: Known<T>, holds: (value: T) => boolean): boolean | null => (fact.known ? holds(fact.value) : null);

/** `null` where one of them is not known, and none is certain. */
function some<T>(list: readonly T[], holds: (one: T) => boolean | '' | null): boolean | null {
	const answers = list.map(holds);
	return answers.includes(true) ? true : answers.includes(null) ? null : false;
}

/** By their terms in the table; each says why it does not hold. */
const conditions: Readonly<Record<string, (exposed: Exposed) => Need>> = {
	root: () => hostUid0,
	'unprivileged-bpf': ({host}) => {
		const value = host?.sysctls['kernel.unprivileged_bpf_disabled'];
		return holdsIf(value === undefined ? null : value === '0', 'only CAP_BPF may load programs on this host');
	},
	'module:rxrpc': () =>
		condition('unknown', trusted('whether the host has the module rxrpc is not known: modinfo rxrpc shows it')),
	'cgroup:1': ({engine}) => holdsIf(engine.cgroupVersion === null ? null : engine.cgroupVersion === 1, 'the host uses cgroup v2'),
	'cgroup:host': ({container}) => holdsIf(container.namespaces.cgroup.kind === 'host', 'it has its own cgroup namespace'),
	'network:host': ({
		container: {
			namespaces: {network},
		},
	}) => holdsIf(network.kind === 'unresolved' ? null : network.kind === 'host', "it is not in the host's network"),
	'network:internal': ({container: {networks}}) =>
		holdsIf(
			some(networks, ({internal}) => internal),
			'it is on no internal network',
		),
	'network:macvlan': ({container: {networks}}) =>
		holdsIf(
			some(networks, ({driver}) => driver && /^(mac|ip)vlan/.test(driver)),
			'it is on no macvlan or ipvlan network',
		),
	'ipc:shared': ({container}) => holdsIf(container.namespaces.ipc.kind !== 'private', 'it shares no memory'),
	remap: ({engine}) => holdsIf(engine.userns, 'the engine does not remap users'),
	rootless: ({engine}) => holdsIf(engine.rootless, 'the engine is not rootless'),
	'authorization-plugin': ({engine}) =>
		holdsIf(engine.raw.info === null ? null : engine.authorizationPlugins.length > 0, 'no authorization plugin decides here'),
	checkpoints: ({engine}) =>
		holdsIf(
			engine.kind === 'podman' ? true : engine.experimental,
			'without experimental features the engine restores no checkpoints',
		),
	'containerd-store': ({engine}) =>
		holdsIf(
			known(engine.imageStore, store => store === 'containerd'),
			'the engine does not store images in containerd',
		),
	tty: ({container}) => {
		const tty: unknown = container.raw.Config?.Tty;
		return holdsIf(typeof tty === 'boolean' ? tty : null, 'it has no terminal (-t)');
	},
	gpu: exposed =>
		exposed.container.gpuRequests > 0
			? condition('yes', trusted('it uses a GPU'))
			: usesRuntime(exposed, /nvidia/, 'the nvidia runtime and requests no GPU'),
	kata: exposed => usesRuntime(exposed, /kata/, 'Kata Containers'),
	krun: exposed => usesRuntime(exposed, /krun/, 'krun'),
};
