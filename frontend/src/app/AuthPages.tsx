import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import type { Session } from "@/api/types";
import { safeRedirect } from "@/app/redirect";
import { enter } from "@/app/session";
import { AuthScreen } from "@/features/auth/AuthScreen";
import { LoginForm } from "@/features/auth/LoginForm";
import { RegisterForm } from "@/features/auth/RegisterForm";

const loginRoute = getRouteApi("/login");
const registerRoute = getRouteApi("/register");
const LINK = "text-gold underline underline-offset-4";

/** Takes a new session in and goes where the visitor wanted to go. */
function useEnter(target: string | undefined): (session: Session) => void {
  const router = useRouter();
  return (session) => {
    enter(session);
    router.history.push(safeRedirect(target));
  };
}

export function LoginPage() {
  const { redirect, ended } = loginRoute.useSearch();
  return (
    <AuthScreen
      title="Log in"
      note={ended ? "Your session has ended. Log in to go on; your ticket is kept." : undefined}
    >
      <LoginForm onDone={useEnter(redirect)} />
      <p className="mt-6 text-sm text-dim">
        New here?{" "}
        <Link to="/register" search={{ redirect }} className={LINK}>
          Open a paper account
        </Link>
      </p>
    </AuthScreen>
  );
}

export function RegisterPage() {
  const { redirect } = registerRoute.useSearch();
  return (
    <AuthScreen title="Open a paper account">
      <RegisterForm onDone={useEnter(redirect)} />
      <p className="mt-6 text-sm text-dim">
        Already aboard?{" "}
        <Link to="/login" search={{ redirect }} className={LINK}>
          Log in
        </Link>
      </p>
    </AuthScreen>
  );
}
