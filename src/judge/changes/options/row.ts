import type {ContainerConfig, ContainerFacts, ContainerInspect, HostConfig, ImageInspect} from '../../../base/index.js';
import type {RunOption} from '../run-option.js';
import type {EngineDefaults} from './engine-defaults.js';

/** Why an option has no such column. */
export type Without = {readonly without: string};

/** How a container was made: what the engine answered, what is its image's, and what the engine adds without being asked. */
export type Made = {
	readonly inspect: ContainerInspect;
	readonly config: ContainerConfig;
	readonly host: HostConfig;
	readonly image: ImageInspect | null;
	/** What the image sets; nothing where it was not seen. */
	readonly inherited: ContainerConfig;
	readonly engine: EngineDefaults;
};

export const madeOf = (inspect: ContainerInspect, image: ImageInspect | null, engine: EngineDefaults): Made => ({
	inspect,
	config: inspect.Config ?? {},
	host: inspect.HostConfig ?? {},
	image,
	inherited: image?.Config ?? {},
	engine,
});

/** A value as it is typed; `null` is a switch. An option of another name is that option. */
export type Given = string | null | RunOption;

/**
 * What an option means for the inspect of a container: how it would look had the option been given, or not been given.
 *
 * `before` is the container as it runs: what the engine resolved there (the place of a volume, a host port that it picked) is kept where
 * the new configuration asks for the same.
 */
export type OptionEdit = {
	readonly add: (inspect: ContainerInspect, value: string, before: ContainerInspect) => ContainerInspect;
	readonly remove: (inspect: ContainerInspect, value: string) => ContainerInspect;
};

/** Whether the option is in force; `null` when the answer does not tell. The value is empty where only the option is asked for. */
export type Judge = (container: ContainerFacts, value: string) => boolean | null;

export type QuadletLine = readonly [key: string, text: string];
/** A key whose value is literal to the end of the line, or split into words; ready lines; or why there are none. */
export type QuadletKey =
	| string
	| {readonly words: string}
	| {readonly lines: readonly QuadletLine[]; readonly warnings?: readonly string[]}
	| Without;

/** A field of the inspect, by its path. */
export type Field = `HostConfig.${keyof HostConfig}${'' | `.${string}`}` | `Config.${keyof ContainerConfig}${'' | `.${string}`}`;

/** An option of `docker run`: all that the program knows of it. */
export type OptionRow = {
	/** Where in the inspect it leaves its trace; `null`: nowhere. */
	readonly field: Field | null;
	/** What its value is: a policy is read, and a Compose file written, accordingly. */
	readonly kind: 'switch' | 'text' | 'texts' | 'pairs' | 'size' | 'number';
	/** Its values in the command that makes a container; none where that is the default, of the engine or of the image. */
	readonly given: ((made: Made) => readonly Given[]) | Without;
	/** Of a kind of pairs: what `given` writes as one text. */
	readonly pairs?: (made: Made) => readonly (readonly [string, string])[];
	readonly edit: OptionEdit | Without;
	readonly judge: Judge | Without;
	/** The key of a service. What the kind of value does not say is written by `src/fix/render/compose-service.ts`. */
	readonly compose: string | Without;
	/** Where it depends on the value: as Podman takes it, and as it was typed. */
	readonly quadlet: QuadletKey | ((value: string, typed: string) => QuadletKey);
	/** How podman run takes a value that it takes otherwise, and what of it is lost. */
	readonly podman?: (value: string) => {readonly value: string; readonly lost: readonly string[]};
	/** Short and older names. */
	readonly otherNames?: readonly string[];
	/** Its value is free text, which may contain commands with options. */
	readonly isFreeText?: true;
};

export type OptionRows = Readonly<Record<string, OptionRow>>;

export const isThere = <Column>(column: Column | Without): column is Column =>
	!(typeof column === 'object' && column !== null && 'without' in column);

export const without = (reason: string): Without => ({without: reason});
export const notInPodman = without('Podman has no such option');
export const notInCompose = without('Compose has no key for it');
export const unchanged = without('no finding and no plan changes it');
export const noTrace = without('leaves nothing in a container that could be checked');

/** The options of the command that makes a container. @param elsewhere  those of rows that do not say which they are given */
export const givenOptions = (
	rows: OptionRows,
	made: Made,
	elsewhere: Readonly<Record<string, readonly RunOption[]>>,
): RunOption[] =>
	Object.entries(rows).flatMap(
		([name, row]) => elsewhere[name] ?? givenBy(row, made).map(one => (isOption(one) ? one : {name, value: one})),
	);

export const givenBy = ({given}: OptionRow, made: Made): readonly Given[] => (isThere(given) ? given(made) : []);
const isOption = (one: Given): one is RunOption => typeof one === 'object' && one !== null;
