/** `$NAME`: a URL that is a secret need not be in the file. */
export const isVariable = (text: string): boolean => /^\$[A-Za-z_]\w*$/.test(text);

/** Why it is not a place that alerts can be sent to; `null` when it is. */
export function problemOfUrl(url: string, kind: 'webhook' | 'ntfy'): string | null {
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return 'must be an http:// or https:// address, or $NAME';
	// fetch() takes none, and its error would show them.
	const {username, password} = new URL(url);
	if (username !== '' || password !== '') return 'must not have a user name or password in the address';
	if (kind === 'ntfy' && !/\/[\w-]{1,64}$/.test(new URL(url).pathname))
		return 'must end with a topic, like https://ntfy.sh/my-topic';
	return null;
}
