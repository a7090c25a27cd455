import type {ContainerConfig, ContainerInspect, HostConfig} from '../answers/index.js';
import {maskOptions, maskValues, maskVariables, maskWords} from './mask-values.js';
import {maskRaw} from './secrets.js';

/** The answer with each value that looks like a secret masked; names, keys, order and everything else stay as the engine gave them. */
export function maskContainer(inspect: ContainerInspect): ContainerInspect {
	return {
		...inspect,
		...(inspect.Path == null ? {} : {Path: maskRaw(inspect.Path)}),
		...(inspect.Args == null ? {} : {Args: maskWords(inspect.Args, inspect.Path == null ? [] : [inspect.Path])}),
		...(inspect.Config == null ? {} : {Config: maskConfig(inspect.Config)}),
		...(inspect.HostConfig == null ? {} : {HostConfig: maskHostConfig(inspect.HostConfig)}),
		...(inspect.State == null ? {} : {State: maskState(inspect.State)}),
	};
}

/** Of a container or an image. */
export function maskConfig(config: ContainerConfig): ContainerConfig {
	return {
		...config,
		...(config.Env == null ? {} : {Env: maskVariables(config.Env)}),
		...(config.Labels == null ? {} : {Labels: maskValues(config.Labels)}),
		...(config.Cmd == null ? {} : {Cmd: maskCommand(config.Cmd, config.Entrypoint)}),
		...(config.Entrypoint == null ? {} : {Entrypoint: maskCommand(config.Entrypoint)}),
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
	if (options == null) return mount;
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
		...(state.Error == null ? {} : {Error: maskRaw(state.Error)}),
		...(log == null
			? {}
			: {
					Health: {
						...state.Health,
						Log: log.map(entry => ({...entry, ...(entry.Output == null ? {} : {Output: maskRaw(entry.Output)})})),
					},
				}),
	};
}

const maskCommand = (command: string[] | string | null, entrypoint?: string[] | string | null): string[] | string | null =>
	typeof command === 'string'
		? maskRaw(command)
		: maskWords(command, typeof entrypoint === 'string' ? [entrypoint] : (entrypoint ?? []));
