/** One entry of `HostConfig.Binds`, or the value of `--volume`. */
export type Bind = {
	/** A host path or a volume name; `''` for an anonymous volume. */
	readonly source: string;
	/** Path in the container. */
	readonly destination: string;
	/** `ro`, `rw`, `z`, `rprivate`…; empty when none is given. */
	readonly options: readonly string[];
};

/**
 * `name:/data:ro`, `/srv:/data`, or just `/data` for an anonymous volume. A source cannot hold a colon in this form.
 * @source moby volume/mounts/linux_parser.go, ParseMountRaw
 */
export function parseBind(text: string): Bind {
	const [first = '', second, options = ''] = text.split(':');
	return {
		source: second === undefined ? '' : first,
		destination: second ?? first,
		options: options.split(',').filter(option => option !== ''),
	};
}

/** The inverse of `parseBind`. */
export const formatBind = ({source, destination, options}: Bind): string =>
	[...(source === '' ? [] : [source]), destination, ...(options.length === 0 ? [] : [options.join(',')])].join(':');
