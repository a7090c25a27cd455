import type {ContainerConfig, ContainerInspect, HostConfig} from '../answers/index.js';
import {maskOptions, maskValues, maskVariables, maskWords} from './mask-values.js';
import {maskRaw} from './secrets.js';

/** The answer with each value that looks like a secret masked; names, keys, order and everything else stay as the engine gave them. */
export function maskContainer(inspect: ContainerInspect): ContainerInspect {
	return {
		...inspect,
		...(inspect.Path === undefined ? {} : {Path: maskRaw(inspect.Path)}),
		...(inspect.Args === undefined ? {} : {Args: maskWords(inspect.Args, inspect.Path === undefined ? [] : [inspect.Path])}),
		...(inspect.Config === undefined ? {} : {Config: maskConfig(inspect.Config)}),
		...(inspect.HostConfig === undefined ? {} : {HostConfig: maskHostConfig(inspect.HostConfig)}),
		...(inspect.State === undefined ? {} : {State: maskState(inspect.State)}),
	};
}

/** Of a container or an image. */
export function maskConfig(config: ContainerConfig): ContainerConfig {
	return {
		...config,
		...(config.Env === undefined ? {} : {Env: maskVariables(config.Env)}),
		...(config.Labels === undefined ? {} : {Labels: config.Labels && maskValues(config.Labels)}),
		...(config.Cmd === undefined ? {} : {Cmd: maskCommand(config.Cmd, config.Entrypoint)}),
		...(config.Entrypoint === undefined ? {} : {Entrypoint: maskCommand(config.Entrypoint)}),
		...(config.Healthcheck?.Test == null ? {} : {Healthcheck: {...config.Healthcheck, Test: maskWords(config.Healthcheck.Test)}}),
		...(config.OnBuild == null ? {} : {OnBuild: config.OnBuild.map(maskRaw)}),
	};
}

function maskHostConfig(config: HostConfig): HostConfig {
	return {
		...config,
		...(config.LogConfig?.Config == null ? {} : {LogConfig: {...config.LogConfig, Config: maskValues(config.LogConfig.Config)}}),
		...(config.Annotations == null ? {} : {Annotations: maskValues(config.Annotations)}),
		...(config.Mounts == null ? {} : {Mounts: config.Mounts.map(maskMount)}),
	};
}

function maskMount(mount: NonNullable<HostConfig['Mounts']>[number]): typeof mount {
	const options = mount.VolumeOptions;
	if (options === undefined) return mount;
	const driver = options.DriverConfig;
	return {
		...mount,
		VolumeOptions: {
			...options,
			...(options.Labels == null ? {} : {Labels: maskValues(options.Labels)}),
			...(driver?.Options == null ? {} : {DriverConfig: {...driver, Options: maskOptions(driver.Options)}}),
		},
	};
}

function maskState(state: NonNullable<ContainerInspect['State']>): typeof state {
	const log = state.Health?.Log;
	return {
		...state,
		...(state.Error === undefined ? {} : {Error: maskRaw(state.Error)}),
		...(log == null
			? {}
			: {
					Health: {
						...state.Health,
						Log: log.map(entry => ({...entry, ...(entry.Output === undefined ? {} : {Output: maskRaw(entry.Output)})})),
					},
				}),
	};
}

const maskCommand = (command: string[] | string | null, entrypoint?: string[] | string | null): string[] | string | null =>
	typeof command === 'string'
		? maskRaw(command)
		: maskWords(command, typeof entrypoint === 'string' ? [entrypoint] : (entrypoint ?? []));
