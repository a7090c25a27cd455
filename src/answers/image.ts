import {graphDriver} from './container.js';
import {containerConfig} from './container-config.js';
import {labels, number, object, orNull, required, type TypeOf, text, texts} from './schema.js';

/** One row of `GET /images/json`. */
export const imageRow = object({
	Id: required(text),
	RepoTags: texts,
	RepoDigests: texts,
	Created: number,
	Size: number,
	Labels: labels,
	Containers: number,
});
export type ImageRow = TypeOf<typeof imageRow>;

/** `GET /images/{name}/json` */
export const imageInspect = object({
	Id: required(text),
	RepoTags: texts,
	RepoDigests: texts,
	Created: text,
	Author: text,
	Architecture: text,
	Variant: text,
	Os: text,
	Size: number,
	Config: orNull(containerConfig),
	RootFS: object({Type: text, Layers: texts}),
	GraphDriver: graphDriver,
});
export type ImageInspect = TypeOf<typeof imageInspect>;

/** One row of `GET /images/{name}/history`, newest first. */
export const historyRow = object({Id: text, Created: number, CreatedBy: text, Tags: texts, Size: number, Comment: text});
export type HistoryRow = TypeOf<typeof historyRow>;
