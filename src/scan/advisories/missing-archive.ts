/** Packages of an image that are not judged, because this host has no advisories of their ecosystem. */
export type MissingArchive = {
	/** `Debian:12`, `npm`. */
	readonly ecosystem: string;
	readonly packages: number;
};
