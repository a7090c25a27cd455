import type {ContainerConfig, ContainerInspect, ContainerState, HostConfig} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import {composeFacts} from './compose.js';
import {pairs, text, texts} from './read.js';
import {maskValue} from './secrets.js';
import {fields, named, type Shape, texts as textList} from './shape.js';

/** A field of an inspect answer, by its path in the schema. */
export type FieldFact =
	| keyof ContainerInspect
	| `HostConfig.${keyof HostConfig}`
	| `Config.${keyof ContainerConfig}`
	| `State.${keyof ContainerState}`
	| `NetworkSettings.${keyof NonNullable<ContainerInspect['NetworkSettings']>}`;

type Parts<F extends FieldFact = FieldFact> = {
	readonly inspect: Pick<ContainerInspect, F & keyof ContainerInspect>;
	readonly host: Pick<HostConfig, keyof HostConfig & In<'HostConfig', F>>;
	readonly config: Pick<ContainerConfig, keyof ContainerConfig & In<'Config', F>>;
};
/** The fields of one part. */
type In<Part extends string, F> = F extends `${Part}.${infer Name}` ? Name : never;

/**
 * A fact: the fields of the inspect that it is made from, its shape for the conditions of a policy, and how it is read: from these fields,
 * another does not compile.
 */
const fact = <const F extends FieldFact, const S extends Shape, T>(
	from: readonly F[],
	shape: S,
	read: (parts: Parts<F>) => T,
) => ({
	from,
	shape,
	read,
});

/**
 * Facts that are read as they stand or computed by one function, each written down once: the type, the sources and the policy's path
 * follow from this table. A new fact is a row here; what computes it has a file named for it.
 */
const configured = {
	/** HostConfig.UsernsMode is `host`: opts out of the engine's userns-remap, if there is any. */
	optsOutOfUserns: fact(['HostConfig.UsernsMode'], 'boolean', ({host}) => host.UsernsMode === 'host'),
	readOnlyRoot: fact(['HostConfig.ReadonlyRootfs'], 'boolean', ({host}) => host.ReadonlyRootfs === true),
	networkMode: fact(['HostConfig.NetworkMode'], 'text', ({host}) => text(host.NetworkMode)),
	publishAll: fact(['HostConfig.PublishAllPorts'], 'boolean', ({host}) => host.PublishAllPorts === true),
	dns: fact(['HostConfig.Dns'], textList, ({host}) => texts(host.Dns)),
	extraHosts: fact(['HostConfig.ExtraHosts'], textList, ({host}) => texts(host.ExtraHosts)),
	links: fact(['HostConfig.Links'], textList, ({host}) => texts(host.Links)),
	runtime: fact(['HostConfig.Runtime'], 'text', ({host}) => text(host.Runtime)),
	cgroupParent: fact(['HostConfig.CgroupParent'], 'text', ({host}) => text(host.CgroupParent)),
	sysctls: fact(['HostConfig.Sysctls'], named, ({host}) =>
		pairs(host.Sysctls).map(([name, value]) => ({name: sanitise(name), value: sanitise(value)})),
	),
	labels: fact(['Config.Labels'], named, ({config}) =>
		pairs(config.Labels).map(([name, value]) => ({name: sanitise(name), value: maskValue(name, value)})),
	),
	compose: fact(
		['Config.Labels'],
		fields({project: 'text', service: 'text', workingDirectory: 'text', configFiles: textList, hook: 'text'}),
		({config}) => composeFacts(config.Labels),
	),
	execIds: fact(['ExecIDs'], textList, ({inspect}): readonly string[] => texts(inspect.ExecIDs)),
};
type Configured = typeof configured;

export type ConfiguredFacts = {readonly [Name in keyof Configured]: ReturnType<Configured[Name]['read']>};

const each = <T>(of: (one: Configured[keyof Configured]) => unknown): T =>
	// The keys are those of the table, and `of` returns the type that the table gives for each.
	Object.fromEntries(Object.entries(configured).map(([name, one]) => [name, of(one)])) as T;

export const configuredFacts = (parts: Parts): ConfiguredFacts => each(({read}) => read(parts));

export const configuredSources: {readonly [Name in keyof Configured]: readonly FieldFact[]} = each(({from}) => from);

/** Used to resolve the paths in a policy. */
export const configuredShapes: {readonly [Name in keyof Configured]: Configured[Name]['shape']} = each(({shape}) => shape);
