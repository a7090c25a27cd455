import type {ContainerConfig} from './container-config.js';

/** One row of `GET /images/json`. */
export type ImageRow = {
	Id: string;
	RepoTags?: string[] | null;
	RepoDigests?: string[] | null;
	Created?: number;
	Size?: number;
	Labels?: Record<string, string> | null;
	Containers?: number;
};

/** `GET /images/{name}/json` */
export type ImageInspect = {
	Id: string;
	RepoTags?: string[] | null;
	RepoDigests?: string[] | null;
	Created?: string;
	Author?: string;
	Architecture?: string;
	Variant?: string;
	Os?: string;
	Size?: number;
	Config?: ContainerConfig | null;
	RootFS?: {Type?: string; Layers?: string[] | null};
	GraphDriver?: {Name?: string; Data?: Record<string, string> | null};
};

/** One row of `GET /images/{name}/history`, newest first. */
export type HistoryRow = {
	Id?: string;
	Created?: number;
	CreatedBy?: string;
	Tags?: string[] | null;
	Size?: number;
	Comment?: string;
};
