import type {ContainerConfig, ContainerInspect, ContainerState, HostConfig} from '../answers/index.js';
import {text, texts} from './read.js';

/** A field of an inspect, as its schema has it. */
export type Field =
	| keyof ContainerInspect
	| `HostConfig.${keyof HostConfig}`
	| `Config.${keyof ContainerConfig}`
	| `State.${keyof ContainerState}`
	| `NetworkSettings.${keyof NonNullable<ContainerInspect['NetworkSettings']>}`;

type Parts = {readonly inspect: ContainerInspect; readonly host: HostConfig; readonly config: ContainerConfig};

/** What a condition of a policy may compare. */
type Shape = 'text' | 'number' | 'boolean' | {readonly list: 'text'};

/** A fact that is read as it stands: the fields that it is made from, what it is for a policy, and how it is read. */
const fact = <const S extends Shape, T>(from: readonly Field[], shape: S, read: (parts: Parts) => T) => ({from, shape, read});

/** Facts that are read as they stand, each written down once: the type, the sources and the policy's path follow from this table. */
const configured = {
	/** HostConfig.UsernsMode is `host`: an opt-out of the engine's remapping, if there is one. */
	optsOutOfUserns: fact(['HostConfig.UsernsMode'], 'boolean', ({host}) => host.UsernsMode === 'host'),
	readOnlyRoot: fact(['HostConfig.ReadonlyRootfs'], 'boolean', ({host}) => host.ReadonlyRootfs === true),
	networkMode: fact(['HostConfig.NetworkMode'], 'text', ({host}) => text(host.NetworkMode)),
	publishAll: fact(['HostConfig.PublishAllPorts'], 'boolean', ({host}) => host.PublishAllPorts === true),
	dns: fact(['HostConfig.Dns'], {list: 'text'}, ({host}) => texts(host.Dns)),
	extraHosts: fact(['HostConfig.ExtraHosts'], {list: 'text'}, ({host}) => texts(host.ExtraHosts)),
	links: fact(['HostConfig.Links'], {list: 'text'}, ({host}) => texts(host.Links)),
	runtime: fact(['HostConfig.Runtime'], 'text', ({host}) => text(host.Runtime)),
	cgroupParent: fact(['HostConfig.CgroupParent'], 'text', ({host}) => text(host.CgroupParent)),
};
type Configured = typeof configured;

export type ConfiguredFacts = {readonly [Name in keyof Configured]: ReturnType<Configured[Name]['read']>};

const each = <T>(of: (one: Configured[keyof Configured]) => unknown): T =>
	// The keys are those of the table, and `of` gives what the type says of each.
	Object.fromEntries(Object.entries(configured).map(([name, one]) => [name, of(one)])) as T;

export const configuredFacts = (parts: Parts): ConfiguredFacts => each(({read}) => read(parts));

export const configuredSources: {readonly [Name in keyof Configured]: readonly Field[]} = each(({from}) => from);

/** For the paths of a policy. */
export const configuredShapes: {readonly [Name in keyof Configured]: Configured[Name]['shape']} = each(({shape}) => shape);
