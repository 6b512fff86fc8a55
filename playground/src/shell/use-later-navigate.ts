import { useEffect, useRef } from "react";
import { useLocation } from "wouter";

/** Leads on at the end of something long, unless somebody has gone to another view meanwhile. */
export function useLaterNavigate(): (to: string) => void {
  const [, navigate] = useLocation();
  const shown = useRef(false);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  return (to) => {
    if (shown.current) navigate(to);
  };
}
