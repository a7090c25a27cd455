import type {BlindSpot, ContainerFacts, EngineFacts, HostFacts, ImageFacts, ServiceAccess} from '../../base/index.js';
import type {DangerTable} from './dangers/danger.js';

/** What a check may look at. `fleet` is every container by id, for namespaces, peers and shared volumes. */
export type ContainerScope = {
	readonly container: ContainerFacts;
	readonly image: ImageFacts | null;
	/** Why there is no image, where the engine said so. */
	readonly imageUnseen?: BlindSpot | undefined;
	readonly engine: EngineFacts;
	readonly host: HostFacts | null;
	readonly fleet: ReadonlyMap<string, ContainerFacts>;
	readonly settings: RuleSettings;
	/** What it was given that reaches outside it. */
	readonly dangers: DangerTable;
	/** RFC 3339 moment of the judgement; absent: the table of known escapes may be too old. */
	readonly now?: string;
	/** The services that it runs. */
	readonly services: () => readonly ServiceAccess[];
};
export type ImageScope = {
	readonly image: ImageFacts;
	readonly engine: EngineFacts;
	readonly settings: RuleSettings;
	/** RFC 3339 moment of the judgement, so that age is a fact and not a call of the clock. */
	readonly now: string;
};
export type EngineScope = {
	readonly engine: EngineFacts;
	readonly host: HostFacts | null;
	readonly fleet: ReadonlyMap<string, ContainerFacts>;
	readonly images: ReadonlyMap<string, ImageFacts>;
	readonly settings: RuleSettings;
	readonly now: string;
};
export type HostScope = {readonly host: HostFacts; readonly engine: EngineFacts; readonly now: string};

/** What the policy file may set for rules. */
export type RuleSettings = {
	/** Registries from which images may come; `null`: any. */
	readonly allowedRegistries: readonly string[] | null;
	/** Flags that every container must have been created with. */
	readonly requiredFlags: readonly string[];
};
export const defaultSettings: RuleSettings = {allowedRegistries: null, requiredFlags: []};
