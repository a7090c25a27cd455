/** Text without its percent-encoding; `null` where that is not valid. */
export function percentDecoded(text: string): string | null {
	try {
		return decodeURIComponent(text);
	} catch (error) {
		if (error instanceof URIError) return null;
		throw error;
	}
}
