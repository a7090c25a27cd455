import type {ContainerConfig, ContainerInspect, ContainerState, HostConfig} from '../answers/index.js';
import type {FactsContext} from './context.js';
import type {ImageFacts} from './image-facts.js';
import type {Loose, Shape, ShapeOf} from './shape.js';

/** A field of an inspect, by its path in the schema. */
type Field =
	| keyof ContainerInspect
	| `HostConfig.${keyof HostConfig}`
	| `Config.${keyof ContainerConfig}`
	| `State.${keyof ContainerState}`
	| `NetworkSettings.${keyof NonNullable<ContainerInspect['NetworkSettings']>}`;

/** What surrounds a container: `image` is its own, where that is known; `whole` is the answer itself. */
type Around = keyof FactsContext | 'image' | 'whole';

/** Where a fact is learned that no inspect shows. */
export type Learned = 'engine:/top' | 'engine:/changes' | 'engine:/exec' | 'host:/proc' | 'container:files';

type Source = Field | Around | Learned;

/** The fields of one part. */
type In<Part extends string, F> = F extends `${Part}.${infer Name}` ? Name : never;

/** The answer and what surrounds it, as far as `F` names it. */
export type Parts<F extends Source = Source> = {
	/** Every answer has an id. */
	readonly inspect: 'whole' extends F ? ContainerInspect : Pick<ContainerInspect, 'Id' | (F & keyof ContainerInspect)>;
	readonly host: Pick<HostConfig, keyof HostConfig & In<'HostConfig', F>>;
	readonly config: Pick<ContainerConfig, keyof ContainerConfig & In<'Config', F>>;
	readonly state: Pick<ContainerState, keyof ContainerState & In<'State', F>>;
	readonly context: Pick<FactsContext, F & keyof FactsContext>;
	readonly image: 'image' extends F ? ImageFacts | undefined : unknown;
};

/** A row of the table of facts. */
export type Fact = {
	readonly from: readonly Source[];
	readonly shape: Shape | null;
	readonly read: (parts: Parts) => unknown;
};

/** A value whose shape is `S`: with all of its parts, and none that it does not have. */
type Shaped<T, S> = T &
	(S extends null ? unknown : [ShapeOf<T>, S] extends [Loose<S>, ShapeOf<T>] ? unknown : {shape: ShapeOf<T>});

/**
 * A fact: what it is made from, its shape for the conditions of a policy, and how it is read. A rule that uses it is inconclusive where one
 * of these fields was malformed or is missing. Another field than these does not compile where it is read here, and fails
 * `test/base/facts/container-facts.test.ts` where a function reads it from the whole answer.
 *
 * @param shape  `null` where conditions may not name it
 */
export const fact = <const F extends Source, const S extends Shape | null, T>(
	from: readonly F[],
	shape: S,
	read: (parts: Parts<F>) => Shaped<T, S>,
): {readonly from: readonly F[]; readonly shape: S; readonly read: (parts: Parts<F>) => T} => ({from, shape, read});

/**
 * A fact that is asked for, or looked up on the host, when someone wants to know.
 *
 * @param before  what it is until then: mostly unknown, with a reason that may say how to get it
 */
export const learned = <const F extends Learned, const S extends Shape | null, T>(
	from: F,
	shape: S,
	before: (parts: Parts) => Shaped<T, S>,
): {readonly from: readonly F[]; readonly shape: S; readonly read: (parts: Parts) => T} => ({from: [from], shape, read: before});
