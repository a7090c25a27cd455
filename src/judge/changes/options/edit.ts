import type {ContainerInspect, HostConfig} from '../../../base/index.js';
import {withHost} from '../configuration.js';

/**
 * What an option of `docker run` means for the inspect of a container: how it would look had the option been given, or not been given.
 *
 * `before` is the container as it runs: what the engine resolved there (the place of a volume, a host port that it picked) is kept where
 * the new configuration asks for the same.
 */
export type OptionEdit = {
	readonly add: (inspect: ContainerInspect, value: string, before: ContainerInspect) => ContainerInspect;
	readonly remove: (inspect: ContainerInspect, value: string) => ContainerInspect;
};

type FieldOf<Type> = {[Field in keyof HostConfig]-?: Type extends HostConfig[Field] ? Field : never}[keyof HostConfig];

/** An option whose values are the entries of a list. @param same  whether an entry is what a value stands for */
export const listed = (
	field: FieldOf<string[]>,
	same: (entry: string, value: string) => boolean = (entry, value) => entry === value,
): OptionEdit => ({
	add: (inspect, value) => {
		const others = (inspect.HostConfig?.[field] as string[] | null | undefined) ?? [];
		return withHost(inspect, {[field]: others.some(entry => same(entry, value)) ? others : [...others, value]});
	},
	remove: (inspect, value) => {
		const all = (inspect.HostConfig?.[field] as string[] | null | undefined) ?? [];
		return withHost(inspect, {[field]: all.filter(entry => !same(entry, value))});
	},
});

/** An option that is given once. @param otherwise  the field without it */
export const scalar = <const Field extends keyof HostConfig>(
	field: Field,
	read: (value: string) => HostConfig[Field],
	otherwise: HostConfig[Field],
): OptionEdit => ({
	add: (inspect, value) => withHost(inspect, {[field]: read(value)}),
	remove: inspect => withHost(inspect, {[field]: otherwise}),
});
