/**
 * Answers of the Engine API about containers, as received: every field may be missing (old engines, Podman, an edited
 * snapshot), and `null`, `[]` and absent are kept apart because they mean different things to the engine.
 *
 * @source Docker Engine API v1.24 to v1.51, Podman's compatible API; see reference types in moby/api/types/container.
 */

import {containerConfig, hostConfig, portBindings} from './container-config.js';
import {
	always,
	flag,
	labels,
	leftOutWhenEmpty,
	list,
	map,
	number,
	object,
	orNull,
	required,
	type TypeOf,
	text,
	texts,
} from './schema.js';

export const graphDriver = object({Name: text, Data: labels});

const mountPoint = object(
	{
		/** `bind volume tmpfs npipe cluster image` */
		Type: always(text),
		/** The volume's name. */
		Name: text,
		Source: text,
		Destination: always(text),
		Driver: text,
		Mode: text,
		RW: always(flag),
		/** `rprivate private rshared shared rslave slave` or empty. */
		Propagation: text,
	},
	({Type: type, Name: name}) => type !== 'volume' || typeof name === 'string',
);
export type MountPoint = TypeOf<typeof mountPoint>;

const endpointSettings = object({
	NetworkID: always(text),
	EndpointID: text,
	Gateway: text,
	IPAddress: text,
	IPPrefixLen: number,
	GlobalIPv6Address: text,
	MacAddress: text,
	Aliases: texts,
	DNSNames: texts,
	Links: texts,
	DriverOpts: labels,
	/** Docker 28 and later: the network with the highest one gives the default route. */
	GwPriority: number,
	IPAMConfig: orNull(object({IPv4Address: text, IPv6Address: text, LinkLocalIPs: texts})),
});
export type EndpointSettings = TypeOf<typeof endpointSettings>;

/** One row of `GET /containers/json`. */
export const containerRow = object({
	Id: required(text),
	Names: texts,
	Image: text,
	ImageID: text,
	Command: text,
	/** Seconds since the epoch. */
	Created: number,
	/** `created running paused restarting removing exited dead` */
	State: text,
	/** `Up 3 minutes (healthy)` */
	Status: text,
	Ports: list(object({IP: text, PrivatePort: number, PublicPort: number, Type: text})),
	Labels: labels,
	HostConfig: object({NetworkMode: text}),
	NetworkSettings: object({Networks: map(orNull(endpointSettings))}),
	Mounts: list(mountPoint),
});
export type ContainerRow = TypeOf<typeof containerRow>;

const containerState = object({
	Status: text,
	Running: always(flag),
	Paused: flag,
	Restarting: flag,
	OOMKilled: flag,
	Dead: flag,
	/** PID of the first process, in the engine's PID namespace; 0 when not running. */
	Pid: number,
	ExitCode: number,
	Error: text,
	StartedAt: text,
	FinishedAt: text,
	Health: leftOutWhenEmpty(
		orNull(object({Status: text, FailingStreak: number, Log: list(object({ExitCode: number, Output: text}))})),
	),
});
export type ContainerState = TypeOf<typeof containerState>;

/** `GET /containers/{id}/json` */
export const containerInspect = object({
	/** Files of the container in the engine's data root: `ROOT/containers/<id>/resolv.conf`; empty before the first start. */
	ResolvConfPath: text,
	HostnamePath: text,
	LogPath: text,
	Id: required(text),
	Created: text,
	Path: text,
	Args: texts,
	State: containerState,
	/** The id of the image, `sha256:…`. */
	Image: text,
	Name: text,
	RestartCount: number,
	Driver: text,
	Platform: text,
	MountLabel: text,
	ProcessLabel: text,
	AppArmorProfile: text,
	ExecIDs: texts,
	HostConfig: hostConfig,
	GraphDriver: graphDriver,
	SizeRw: number,
	Mounts: always(list(mountPoint)),
	Config: containerConfig,
	NetworkSettings: object({
		Ports: portBindings,
		Networks: always(map(orNull(endpointSettings))),
		SandboxKey: text,
	}),
	/** Only Podman. */
	EffectiveCaps: texts,
	BoundingCaps: texts,
	/** Not from the engine: the malformed fields that were dropped from the answer, see `readable-part.ts`. */
	UnreadableFields: labels,
});
export type ContainerInspect = TypeOf<typeof containerInspect>;
