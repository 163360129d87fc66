/** Where to go after logging in: only ever a page of this product. */
export function safeRedirect(target: string | undefined): string {
  return target?.startsWith("/") && !target.startsWith("//") && !target.includes("\\")
    ? target
    : "/app/home";
}
