import type {ContainerInspect, HostConfig} from '../answers/index.js';
import type {SafeText} from '../text/safe-text.js';
import {type Capability, capabilityNames, plainCapability} from './capability-names.js';
import type {EngineKind} from './engine-facts.js';
import {strings, texts} from './read.js';

/** The capabilities of a container, compared with those of one that asks for none. */
export type CapabilityFacts = {
	/** What the first process can have: the bounding set according to the configuration. */
	readonly granted: ReadonlySet<Capability>;
	/** What the engine grants when no capabilities are requested. */
	readonly default: ReadonlySet<Capability>;
	readonly added: readonly SafeText[];
	readonly dropped: readonly SafeText[];
	/** granted minus default. */
	readonly beyondDefault: readonly Capability[];
};

export const ALL_CAPABILITIES: ReadonlySet<Capability> = new Set(capabilityNames);

/** The capabilities of a container that requests none. */
export const DEFAULT_CAPABILITIES: Readonly<Record<EngineKind, ReadonlySet<Capability>>> = {
	docker: new Set<Capability>([
		'CHOWN',
		'DAC_OVERRIDE',
		'FSETID',
		'FOWNER',
		'MKNOD',
		'NET_RAW',
		'SETGID',
		'SETUID',
		'SETFCAP',
		'SETPCAP',
		'NET_BIND_SERVICE',
		'SYS_CHROOT',
		'KILL',
		'AUDIT_WRITE',
	]),
	podman: new Set<Capability>([
		'CHOWN',
		'DAC_OVERRIDE',
		'FOWNER',
		'FSETID',
		'KILL',
		'NET_BIND_SERVICE',
		'SETFCAP',
		'SETGID',
		'SETPCAP',
		'SETUID',
		'SYS_CHROOT',
	]),
};

/**
 * The capabilities that the container's first process can have: its bounding set, by moby's rules.
 *
 * `privileged` overrides everything. `add ALL` grants all but those dropped by name, even with `drop ALL`. `drop ALL` leaves
 * what is added. Otherwise adding wins over dropping the same name. Names come in any case, with or without `CAP_`
 * (Docker returns what was typed; Podman expands `ALL` into names, and the same rules hold for those).
 *
 * @source moby oci/caps/utils.go (TweakCapabilities); capabilities(7)
 */
export function effectiveCapabilities(config: HostConfig, engine: EngineKind): ReadonlySet<Capability> {
	if (config.Privileged === true) return ALL_CAPABILITIES;
	const added = normalise(config.CapAdd);
	const dropped = normalise(config.CapDrop);
	if (added.has('ALL')) return without(ALL_CAPABILITIES, dropped);
	if (dropped.has('ALL')) return known(added);
	const defaults = DEFAULT_CAPABILITIES[engine];
	return added.size + dropped.size === 0 ? defaults : new Set([...without(defaults, dropped), ...known(added)]);
}

/** The container's capabilities compared with the engine's default set. Podman reports the bounding set itself. */
export function capabilityFacts(
	inspect: Pick<ContainerInspect, 'BoundingCaps'>,
	config: Pick<HostConfig, 'Privileged' | 'CapAdd' | 'CapDrop'>,
	engine: EngineKind,
): CapabilityFacts {
	// Podman's own inspect lists the bounding set, so it does not have to be derived.
	const reported = known(normalise(inspect.BoundingCaps));
	const granted = reported.size > 0 && config.Privileged !== true ? reported : effectiveCapabilities(config, engine);
	const defaults = DEFAULT_CAPABILITIES[engine];
	return {
		granted,
		default: defaults,
		added: texts(config.CapAdd),
		dropped: texts(config.CapDrop),
		beyondDefault: granted === defaults ? [] : capabilityNames.filter(name => granted.has(name) && !defaults.has(name)),
	};
}

/**
 * The capabilities of a mask as in /proc/<pid>/status (`CapEff: 00000000a80425fb`); bits of capabilities newer than this list are
 * ignored. `null` when it is not a hexadecimal number.
 */
export function decodeCapabilities(hex: string): ReadonlySet<Capability> | null {
	const before = decoded.get(hex);
	if (before !== undefined) return before;
	if (!/^[\da-f]{1,16}$/i.test(hex)) return null;
	const mask = BigInt(`0x${hex}`);
	const names = new Set(capabilityNames.filter((_, bit) => (mask >> BigInt(bit)) & 1n));
	if (decoded.size < MAX_MASKS) decoded.set(hex, names);
	return names;
}

/** A fleet has only a few distinct masks. */
const decoded = new Map<string, ReadonlySet<Capability>>();
const MAX_MASKS = 100;

const normalise = (names: unknown): ReadonlySet<string> => new Set(strings(names).map(plainCapability));

const isCapability = (name: string): name is Capability => ALL_CAPABILITIES.has(name as Capability);

const known = (names: ReadonlySet<string>): ReadonlySet<Capability> => new Set([...names].filter(isCapability));

const without = (names: ReadonlySet<Capability>, dropped: ReadonlySet<string>): ReadonlySet<Capability> =>
	new Set([...names].filter(name => !dropped.has(name)));
